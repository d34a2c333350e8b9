/*
 * Runs a program and prints the most memory that it, or one of its descendants, ever held, in KiB.
 *
 * Linux counts what the process held before it called execve as well, so the program that measures has to be small: not Python.
 *
 * usage: peak PROGRAM [ARGUMENT...]
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words)
{
	struct rusage usage;
	int status;
	pid_t pid = count > 1 ? fork() : -1;
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 1);
		dup2(null, 2);
		execv(words[1], words + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status != 0)
		return 1;
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}
