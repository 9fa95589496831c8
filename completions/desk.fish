# Completion of desk in fish: put this into ~/.config/fish/completions/

function __desk_complete
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	for line in (command desk __complete -- $words[2..-1] "$current" 2>/dev/null)
		switch $line
			case :files
				__fish_complete_path "$current"
			case :folders
				__fish_complete_directories "$current"
			case '*'
				echo $line
		end
	end
end

complete -c desk -f -a '(__desk_complete)'
