/** What the API knows of the files of images. Who keeps them does the rest. */
export interface KeptImages {
  /** Whether the file is there; asked often. */
  has(directory: string, digest: string): boolean;
  /** Undefined when images can be kept in the directory, else a sentence. */
  problemOf(directory: string): string | undefined;
  /** Where the file lies that was set aside; undefined when none was. */
  asideOf(directory: string, digest: string): string | undefined;
}
