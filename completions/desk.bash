# Completion of desk in bash: source this, or put it into
# ~/.local/share/bash-completion/completions/desk

_desk() {
	local word rest=${COMP_LINE:0:COMP_POINT} before words=() i
	# bash cuts words at ":" and "="; words without blanks between them
	# belong together.
	for ((i = 0; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		before=$rest
		rest=${rest#"${rest%%[![:blank:]]*}"}
		((i == COMP_CWORD)) && word=$rest
		if ((${#words[@]})) && [[ $before == "$rest" && $word ]]; then
			words[-1]+=$word
		else
			words+=("$word")
		fi
		rest=${rest#"$word"}
	done

	local current=${words[-1]} value
	local kept=${current%"${current##*[:=]}"}
	COMPREPLY=()
	while IFS=$'\t' read -r value _; do
		case $value in
		:files) compopt -o default ;;
		:folders) compopt -o default -o dirnames ;;
		*)
			[[ $value == *[:=,/] ]] && compopt -o nospace
			COMPREPLY+=("$(printf %q "${value#"$kept"}")")
			;;
		esac
	done < <(command desk __complete -- "${words[@]:1}" 2>/dev/null)
}

complete -F _desk desk
