export const machine = {
  bios: 'BIOS',
  uefi: 'UEFI',
  secureBoot: 'secure boot',
  tpm: 'TPM',
  disks: 'disks by {{bus}}',
  nics: 'network cards {{model}}',
  video: 'graphics card {{model}}',
  tablet: 'tablet as pointer',
  cdromDrive: 'CD-ROM drive',
  topology: '{{sockets}} sockets of {{cores}} cores of {{threads}} threads',
  boots: 'boots from {{order}}',
};
