#include <stdio.h>

int main(void)
{
	puts("desk " DESK_VERSION);
	return 0;
}
