/* Rust's standard library takes random bytes from ProcessPrng, which Wine 8 does not have yet.
   This library gives it by what Wine has. It lies beside the program in tests only. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    return RtlGenRandom(data, (ULONG)length);
}
