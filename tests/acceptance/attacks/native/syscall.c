/*
 * A Node.js addon that makes one system call, as an attacker would bring it along: no libc, nothing but Node-API.
 *
 *     call(abi, number, ...up to six arguments) -> what the kernel returned; from -4095 to -1 it is an errno
 *
 * abi 0 is the machine's own, 1 the 32-bit one (int 0x80), 2 the machine's own in a new process that ends by
 * pausing for ever. An argument is a number, or a Buffer, which stands for its address.
 *
 * Built with:
 *     cc -Os -shared -fPIC -nostdlib -s -fno-stack-protector -fno-asynchronous-unwind-tables -Wl,--build-id=none \
 *        -Wl,-z,noseparate-code -Wl,-z,norelro -Wl,--hash-style=gnu -o syscall.node syscall.c
 */

#include <stddef.h>
#include <stdint.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);

extern int napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
extern int napi_get_value_int64(napi_env, napi_value, int64_t *);
extern int napi_is_buffer(napi_env, napi_value, _Bool *);
extern int napi_get_buffer_info(napi_env, napi_value, void **, size_t *);
extern int napi_create_int64(napi_env, int64_t, napi_value *);
extern int napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);

enum { OWN, FOREIGN, OWN_AND_PAUSE };
enum { SYS_PAUSE = 34 };

static long own(long number, const long *a) {
  long result;
  register long r10 __asm__("r10") = a[3];
  register long r8 __asm__("r8") = a[4];
  register long r9 __asm__("r9") = a[5];
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

static long foreign(long number, const long *a) {
  long result;
  __asm__ volatile("int $0x80"
                   : "=a"(result)
                   : "a"(number), "b"(a[0]), "c"(a[1]), "d"(a[2])
                   : "r8", "r9", "r10", "r11", "memory");
  return (int)result;
}

static long argument(napi_env env, napi_value value) {
  _Bool is_buffer = 0;
  void *data = 0;
  size_t length;
  int64_t number = 0;
  napi_is_buffer(env, value, &is_buffer);
  if (is_buffer) {
    napi_get_buffer_info(env, value, &data, &length);
    return (long)data;
  }
  napi_get_value_int64(env, value, &number);
  return number;
}

static napi_value call(napi_env env, napi_callback_info info) {
  static const long nothing[6];
  napi_value given[8], result;
  size_t count = 8;
  long a[8] = {0};
  napi_get_cb_info(env, info, &count, given, 0, 0);
  for (size_t i = 0; i < count && i < 8; i++) a[i] = argument(env, given[i]);
  long returned = a[0] == FOREIGN ? foreign(a[1], a + 2) : own(a[1], a + 2);
  while (a[0] == OWN_AND_PAUSE && returned == 0) own(SYS_PAUSE, nothing);
  napi_create_int64(env, returned, &result);
  return result;
}

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, 0, 0, call, 0, &function);
  return function;
}
