#include "cmd/frame.h"

int main(int argc, char **argv)
{
	(void)argc;
	return frame_run(argv);
}
