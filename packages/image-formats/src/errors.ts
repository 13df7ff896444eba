import { closedErrors } from '@skerry/kit';

/** The closed list of this package: why a file is not taken. */
const codes = {
  'image-unknown': {
    kind: 'refused',
    hint: 'Give a qcow2, raw, vmdk, vdi, vhd or vhdx disk, an OVA, an ISO, a root tarball or a squashfs.',
  },
  'image-not-as-said': { kind: 'refused', hint: 'Say what it is, or choose the file that was meant.' },
  'image-not-whole': { kind: 'refused', hint: 'Make one file of it with "qemu-img convert -O qcow2 IN OUT".' },
  'image-encrypted': { kind: 'refused', hint: 'Decrypt it first, for example with "qemu-img convert".' },
  'image-too-large': { kind: 'refused', hint: 'Make it smaller, or ask an administrator for a larger limit.' },
  'image-damaged': { kind: 'refused', hint: 'Copy or download it again.' },
  'image-hash-differs': { kind: 'refused', hint: 'Download it again; if it stays so, ask who published it.' },
} as const;

export type FormatErrorCode = keyof typeof codes;

export const { error: formatError } = closedErrors<FormatErrorCode>(codes);
