/*
 * An ordinary main for fuzz targets: gives each seed of tests/fuzz/seeds/NAME
 * (and the empty input, and each seed cut in half) to the target of
 * fuzz_NAME and answers in TAP. Files named on the command line replace the
 * seeds.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static guint number;

/* Exact heap copies, so that a sanitizer sees each byte read too far. */
static void try_bytes(const char *name, const char *bytes, gsize size)
{
	guint8 *copy = g_memdup2(bytes, size);
	LLVMFuzzerTestOneInput(size ? copy : (const guint8 *)"", size);
	g_free(copy);
	printf("ok %u - %s, %" G_GSIZE_FORMAT " bytes\n", ++number, name, size);
	fflush(stdout);
}

static void try_file(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize size;
	if (!g_file_get_contents(path, &bytes, &size, NULL)) {
		printf("not ok %u - %s cannot be read\n", ++number, path);
		return;
	}
	try_bytes(path, bytes, size);
	try_bytes(path, bytes, size / 2);
}

static void try_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		try_file(path);
	}
}

int main(int argc, char **argv)
{
	g_autofree char *program = g_path_get_basename(argv[0]);
	g_autofree char *folder = g_build_filename("tests", "fuzz", "seeds",
		program + strlen(g_str_has_prefix(program, "fuzz_") ? "fuzz_" : ""),
		NULL);
	try_bytes("nothing", "", 0);
	if (argc > 1)
		for (int i = 1; i < argc; i++)
			try_file(argv[i]);
	else
		try_folder(folder);
	printf("1..%u\n", number);
	return EXIT_SUCCESS;
}
