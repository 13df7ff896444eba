/** What a descriptor of an appliance asks for, for a template. */
export type Firmware = 'bios' | 'efi';

export interface ApplianceDisk {
  readonly id: string;
  /** Its name in the OVA; a disk without one is empty. */
  readonly file: string | undefined;
  readonly virtualBytes: number;
}

export interface ApplianceNic {
  /** As the descriptor calls it; it is no network of ours. */
  readonly network: string;
  readonly model: string | undefined;
}

export interface Appliance {
  readonly name: string;
  readonly processors: number;
  readonly memoryMiB: number;
  readonly firmware: Firmware;
  readonly secureBoot: boolean;
  /** In the order in which the machine has them. */
  readonly disks: readonly ApplianceDisk[];
  readonly nics: readonly ApplianceNic[];
}
