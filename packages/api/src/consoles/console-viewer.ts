/** The viewer's end of a console, whatever door carries it. */

/** Why a console ended, for the viewer and the log; `code` is one of `consoleCloseCodes`, or the viewer's own. */
export interface ConsoleEnd {
  readonly code: number;
  readonly reason: string;
}

export interface ViewerListener {
  bytes(data: Buffer): void;
  /** The terminal has another size now. */
  resize(columns: number, rows: number): void;
  /** Nothing more comes from it; it still reads. */
  inputEnded(): void;
  /** What came is none of the protocol. */
  malformed(reason: string): void;
  /** Once, and the last. */
  gone(end: ConsoleEnd): void;
}

export interface ConsoleViewer {
  /** Called once, before a byte is sent. What came earlier is told now. */
  listen(listener: ViewerListener): void;
  /** `taken`: these bytes have left. */
  send(data: Buffer, taken: () => void): void;
  /** Bytes that have not left yet. */
  readonly waitingBytes: number;
  pause(): void;
  resume(): void;
  /** Says goodbye with a sentence; a viewer that does not answer is left. `gone` follows. */
  close(end: ConsoleEnd): void;
}
