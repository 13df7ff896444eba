import type { Application } from '../application/application.ts';
import type { BootWay, InstanceKind } from '../instance/kinds.ts';
import type { MachineAsked } from '../machine/machine.ts';
import type { ObjectMeta } from '../object/meta.ts';
import type { ImageImport, ImageOrigin } from './image-import.ts';
import type { InitSignal } from './init-signal.ts';

export const imageFormats = ['qcow2'] as const;
/** `importing`: it comes. `failed`: it did not come. `missing`: its file is not in the datastore. */
export const imageStates = ['importing', 'ready', 'failed', 'missing'] as const;
export type ImageState = (typeof imageStates)[number];

/** What is in it: a disk that a guest starts from, a CD-ROM, or a disk of data. */
export const imageTypes = ['disk', 'cdrom', 'data'] as const;
export type ImageType = (typeof imageTypes)[number];

/** What is known of an image as soon as its content is here. */
export interface ImageContent {
  /** `sha256:` and 64 hexadecimal digits, of the qcow2 file. */
  readonly digest: string;
  /** Virtual size, MiB, rounded up. */
  readonly sizeMiB: number;
  /** Bytes of the file. */
  readonly fileBytes: number;
}

export interface Image extends ObjectMeta, Partial<ImageContent> {
  readonly datastoreId: number;
  readonly format: (typeof imageFormats)[number];
  /** Absent: a disk. */
  readonly type?: ImageType;
  readonly os: string;
  readonly architecture: string;
  readonly kinds: readonly InstanceKind[];
  /** What a guest can start from; absent: both, as a usual one has. */
  readonly boots?: readonly BootWay[];
  /** Signals its init understands, for containers. A record from before the list was closed may hold another word. */
  readonly haltSignal: InitSignal;
  readonly rebootSignal: InitSignal;
  /** MiB; an instance with less will not boot. */
  readonly minMemoryMiB: number;
  /** What a virtual machine needs to start it; absent: nothing beyond the usual. */
  readonly machine?: MachineAsked;
  /** Of an application image: what its maker says of how it is started. */
  readonly application?: Application;
  /** Absent: a file of the front-end's machine, given by an earlier version. */
  readonly origin?: ImageOrigin;
  /** Present until its content is here: it is not ready. */
  readonly import?: ImageImport;
}

/** Its content is here, or was: something may be made of it. */
export type ReadyImage = Image & ImageContent;

export const isReady = (image: Image): image is ReadyImage => image.import === undefined && image.digest !== undefined;

export const imageTypeOf = ({ type = 'disk' }: Pick<Image, 'type'>): ImageType => type;
