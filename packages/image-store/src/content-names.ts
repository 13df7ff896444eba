/** How files that are named by their content are called. Pure; the leak audit reads names by it. */

export interface ContentName {
  /** `temporary`: of somebody who receives; `part`: what came of it so far, to be gone on with; `aside`: found changed. */
  readonly is: 'whole' | 'part' | 'aside' | 'temporary';
  /** `sha256:…`; of a temporary file it is not known. */
  readonly digest?: string;
}

const pattern = /^sha256:([0-9a-f]{64})$/;

/** Undefined: it is no digest, and names no file. */
export const hexOf = (digest: string): string | undefined => pattern.exec(digest)?.[1];

export const wholeName = (hex: string, suffix: string): string => `${hex}${suffix}`;
export const partName = (hex: string, suffix: string): string => `.${hex}${suffix}.part`;
export const asideName = (hex: string, suffix: string): string => `.changed-${hex}${suffix}`;
export const temporaryName = (random: string): string => `.${random}.tmp`;

/** In place of a digest that nobody knows: of what is received for a thing with a number. */
export const numberedPart = (id: number): string => `sha256:${id.toString(16).padStart(64, '0')}`;

/** What earlier builds left half-written: by the datastore, the controller's copies, the host. */
const earlier = [
  /^\.import-.*\.partial$/,
  /^[0-9a-f]{64}\.qcow2\.(?:\d+\.)?part$/,
  /^\.[0-9a-f]{64}\.qcow2\.[0-9a-f]{12}\.tmp$/,
];

/** Undefined: none of ours; others may keep files in the directory. */
export function readContentName(name: string, suffix: string): ContentName | undefined {
  if (/^\.[0-9a-f]{24}\.tmp$/.test(name) || earlier.some((of) => of.test(name))) return { is: 'temporary' };
  const hex = /[0-9a-f]{64}/.exec(name)?.[0];
  if (hex === undefined) return undefined;
  const digest = `sha256:${hex}`;
  switch (name) {
    case wholeName(hex, suffix):
      return { is: 'whole', digest };
    case partName(hex, suffix):
      return { is: 'part', digest };
    case asideName(hex, suffix):
      return { is: 'aside', digest };
    default:
      return undefined;
  }
}
