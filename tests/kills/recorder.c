/* Writes down what a process does to the files of one folder (DOORSTEP_RECORD) in a journal (DOORSTEP_JOURNAL), in its order; see disk.py.
   Loaded before the C library (LD_PRELOAD). Flushing is only written down: what a cut leaves is worked out afterwards. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, FLUSH, RENAME, UNLINK, MKDIR };
struct record { uint32_t op, length; uint64_t inode, offset; };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static size_t folder_length;
static int journal = -1;
static char watched[65536];

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define LOCK pthread_mutex_lock(&one_at_a_time)
#define UNLOCK pthread_mutex_unlock(&one_at_a_time)

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("DOORSTEP_JOURNAL");
    folder = getenv("DOORSTEP_RECORD");
    if (!path || !folder) return;
    folder_length = strlen(folder);
    int opened = openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    journal = fcntl(opened, F_DUPFD_CLOEXEC, 900); /* out of the way of whoever counts descriptors */
}

static int ours(const char *path) { return journal >= 0 && path && !strncmp(path, folder, folder_length) && (!path[folder_length] || path[folder_length] == '/'); }
static int seen(int fd) { return journal >= 0 && fd >= 0 && fd < (int)sizeof watched && watched[fd]; }

static void note(uint32_t op, uint64_t inode, uint64_t offset, const void *payload, size_t length) {
    struct record head = { op, (uint32_t)length, inode, offset };
    struct iovec parts[2] = { { &head, sizeof head }, { (void *)payload, length } };
    if (writev(journal, parts, 2) != (ssize_t)(sizeof head + length)) abort();
}
static uint64_t inode_of(int fd) { struct stat found; return fstat(fd, &found) ? 0 : found.st_ino; }

static uint64_t inode_at(const char *path) { struct stat found; return stat(path, &found) ? 0 : found.st_ino; }

static int opened(int (*open_it)(int, const char *, int, mode_t), int at, const char *path, int flags, mode_t mode) {
    if (!ours(path) || (strlen(path) > 4 && !strcmp(path + strlen(path) - 4, "-shm"))) return open_it(at, path, flags, mode);
    LOCK;
    struct stat before;
    int is_new = stat(path, &before) != 0, fd = open_it(at, path, flags, mode);
    if (fd >= 0 && fd < (int)sizeof watched) {
        watched[fd] = 1;
        if (is_new && (flags & O_CREAT)) note(CREATE, inode_of(fd), 0, path, strlen(path));
        else if (flags & O_TRUNC) note(TRUNCATE, inode_of(fd), 0, "", 0);
    }
    UNLOCK;
    return fd;
}
static int real_openat(int at, const char *path, int flags, mode_t mode) { REAL(openat64); return real(at, path, flags, mode); }

#define MODE mode_t mode = 0; if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
int open(const char *path, int flags, ...) { MODE return opened(real_openat, AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opened(real_openat, AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE return opened(real_openat, at, path, flags, mode); }

int close(int fd) {
    REAL(close);
    if (fd == journal && journal >= 0) return 0;
    if (fd >= 0 && fd < (int)sizeof watched) watched[fd] = 0;
    return real(fd);
}

#define WRITTEN(call, where) \
    if (!seen(fd)) return call; \
    LOCK; ssize_t done = call; \
    if (done > 0) note(WRITE, inode_of(fd), (uint64_t)(where), data, (size_t)done); \
    UNLOCK; return done
ssize_t write(int fd, const void *data, size_t size) { REAL(write); WRITTEN(real(fd, data, size), lseek(fd, 0, SEEK_CUR) - done); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { REAL(pwrite); WRITTEN(real(fd, data, size, at), at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { REAL(pwrite64); WRITTEN(real(fd, data, size, at), at); }

#define NOTED(condition, call, ...) \
    if (!(condition)) return call; \
    LOCK; int done = call; \
    if (!done) note(__VA_ARGS__); \
    UNLOCK; return done
int ftruncate(int fd, off_t size) { REAL(ftruncate); NOTED(seen(fd), real(fd, size), TRUNCATE, inode_of(fd), (uint64_t)size, "", 0); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); NOTED(seen(fd), real(fd, size), TRUNCATE, inode_of(fd), (uint64_t)size, "", 0); }
int fsync(int fd) { REAL(fsync); NOTED(seen(fd), (seen(fd) ? 0 : real(fd)), FLUSH, inode_of(fd), 0, "", 0); }
int fdatasync(int fd) { REAL(fdatasync); NOTED(seen(fd), (seen(fd) ? 0 : real(fd)), FLUSH, inode_of(fd), 0, "", 0); }
int unlink(const char *path) { REAL(unlink); NOTED(ours(path), real(path), UNLINK, 0, 0, path, strlen(path)); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); NOTED(ours(path), real(path, mode), MKDIR, inode_at(path), 0, path, strlen(path)); }
int rename(const char *from, const char *to) {
    REAL(rename);
    char both[8192];
    int length = snprintf(both, sizeof both, "%s\n%s", from, to);
    NOTED(ours(from) && ours(to), real(from, to), RENAME, 0, 0, both, (size_t)length);
}
