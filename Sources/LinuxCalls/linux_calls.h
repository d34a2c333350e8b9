/* What Swift's view of the C library leaves out on Linux: variadic calls, macros and system calls without a wrapper.
 * Imported by Platform alone. Each function is one call; none keeps state. */
#ifndef HAXVM_LINUX_CALLS_H
#define HAXVM_LINUX_CALLS_H

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static inline char **linux_environment(void) { return environ; }

static inline int linux_pidfd_open(pid_t pid) { return (int)syscall(434 /* SYS_pidfd_open */, pid, 0u); }

static inline int linux_pidfd_send_signal(int pidfd, int signal) {
  return (int)syscall(424 /* SYS_pidfd_send_signal */, pidfd, signal, NULL, 0u);
}

/* From now on orphans of our descendants become our children: prctl(2), PR_SET_CHILD_SUBREAPER. */
static inline int linux_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L); }

/* The name that ps and /proc/PID/comm show; cut at 15 bytes: prctl(2), PR_SET_NAME. */
static inline int linux_set_name(const char *name) { return prctl(PR_SET_NAME, (unsigned long)name, 0L, 0L, 0L); }

static inline int linux_exited(int status) { return WIFEXITED(status); }
static inline int linux_exit_status(int status) { return WEXITSTATUS(status); }
static inline int linux_signalled(int status) { return WIFSIGNALED(status); }
static inline int linux_term_signal(int status) { return WTERMSIG(status); }

/* accept4(2), which the C library shows only to programs that ask for GNU's extensions. */
static inline int linux_accept(int listener) {
  return (int)syscall(SYS_accept4, listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

/* A pipe whose ends are not inherited: pipe2(2), likewise. */
static inline int linux_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, 02000000 /* O_CLOEXEC */); }

/* Closes every descriptor from `first` on in the child: glibc 2.34 and later, shown to GNU programs only. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
static inline int linux_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

/* A datagram or stream socket in the file system's name space, not inherited and never waiting: socket(2). */
static inline int linux_local_datagram(void) { return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }
static inline int linux_local_stream(void) { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

/* The user at the other end of a local socket, or -1: unix(7), SO_PEERCRED, whose structure is shown to GNU programs only. */
static inline long long linux_peer_user(int socket) {
  struct { int pid; unsigned user, group; } peer = {0, 0, 0};
  socklen_t size = sizeof peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? (long long)peer.user : -1;
}

/* Its process as our name space numbers it, or 0 when it is of another; -1 when nobody knows. */
static inline int linux_peer_process(int socket) {
  struct { int pid; unsigned user, group; } peer = {0, 0, 0};
  socklen_t size = sizeof peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.pid : -1;
}

/* What sort of file system a path lies on; 0 when that is not known: statfs(2). */
static inline unsigned linux_file_system(const char *path) {
  struct statfs found;
  return statfs(path, &found) == 0 ? (unsigned)found.f_type : 0;
}

/* getenv(3) for a program that may have been given rights of its file: nothing then. */
extern char *secure_getenv(const char *name);

/* A stream over IPv4, or IPv6 when `six`; not inherited and never waiting: socket(2). */
static inline int linux_tcp_stream(int six) {
  return socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* A descriptor that becomes readable when one of the blocked signals in the mask arrives: signalfd(2). */
static inline int linux_signalfd(const sigset_t *mask) { return signalfd(-1, mask, SFD_CLOEXEC | SFD_NONBLOCK); }

/* A descriptor that becomes readable when a file that it watches is written, replaced or removed: inotify(7). */
static inline int linux_inotify(void) { return inotify_init1(IN_CLOEXEC | IN_NONBLOCK); }
static inline int linux_watch_file(int queue, const char *path) {
  return inotify_add_watch(queue, path, IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF);
}

#endif
