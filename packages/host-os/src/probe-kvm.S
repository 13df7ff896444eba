# The test guest of probe-kvm.ts: one boot sector that does a little of everything a real guest does. It says R when it
# runs, T after two timer interrupts, L in long mode, M after writing and reading 32 MiB, and then ends QEMU through
# isa-debug-exit with value 0x15. Each part has been seen to hang, or to take minutes, under a KVM that opens fine.
#
# Build it (binutils), and put the bytes before the padding into probe-kvm.ts:
#   as probe-kvm.S -o guest.o && ld -Ttext 0x7c00 --oformat binary -o guest.bin guest.o
.intel_syntax noprefix
.code16
.globl _start
_start:
  xor ax, ax
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov sp, 0x7c00
  cld
  mov al, 'R'
  out 0xe9, al
  # two timer ticks through the BIOS: halting must end with an interrupt
  sti
  hlt
  hlt
  cli
  mov al, 'T'
  out 0xe9, al
  # page tables at 0x1000: the first 128 MiB mapped onto themselves in 2 MiB pages
  mov edi, 0x1000
  mov cr3, edi
  xor eax, eax
  mov ecx, 0xc00
  rep stosd
  mov word ptr [0x1000], 0x2003
  mov word ptr [0x2000], 0x3003
  mov edi, 0x3000
  mov eax, 0x83
  mov ecx, 64
2: stosd
  add edi, 4
  add eax, 0x200000
  loop 2b
  mov eax, cr4
  or al, 0x20
  mov cr4, eax
  mov ecx, 0xc0000080
  rdmsr
  or ah, 1
  wrmsr
  lgdt [gdtr]
  mov eax, cr0
  or eax, 0x80000001
  mov cr0, eax
  ljmp 8, offset long
.code64
long:
  mov al, 'L'
  out 0xe9, al
  # write and read 32 MiB above 1 MiB
  mov edi, 0x100000
  mov ecx, 0x400000
  mov eax, 0x5a
  rep stosq
  mov esi, 0x100000
  mov ecx, 0x400000
  xor ebx, ebx
1: lodsq
  add rbx, rax
  loop 1b
  cmp ebx, 0x16800000
  jne fail
  mov al, 'M'
  out 0xe9, al
  mov al, 0x15
  out 0xf4, al
fail:
  hlt
  jmp fail
.align 8
gdt: .quad 0, 0x00209a0000000000
gdtr: .word 15
  .long gdt
.org 510
.word 0xaa55
