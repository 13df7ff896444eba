/** Streams as values: `perform` answers one, opened for who asked, and the door carries it until one side ends it. */
import type { StreamId, UploadState } from '@skerry/contract';
import type { ConsoleViewer } from '../consoles/console-viewer.ts';
import type { OpenedEvents } from '../events/event-readers.ts';
import type { UploadPiece } from '../ports/image-imports.ts';
import type { Refused } from './request.ts';

export interface OpenedConsole {
  /** Until the viewer, the guest, the right or a link on the way ends it; the viewer is told why. */
  carry(viewer: ConsoleViewer): Promise<void>;
}

export interface OpenedUpload {
  /** How much is here. */
  state(): Promise<UploadState>;
  take(piece: UploadPiece): Promise<UploadState>;
}

export interface Streams {
  readonly events: OpenedEvents;
  readonly console: OpenedConsole;
  readonly upload: OpenedUpload;
}

export interface Opened<Id extends StreamId = StreamId> {
  readonly outcome: 'opened';
  readonly stream: Streams[Id];
}

export type StreamOutcome<Id extends StreamId = StreamId> = Opened<Id> | Refused;
