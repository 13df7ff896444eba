import { Text } from '@mantine/core';
import { useState } from 'react';
import { bytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import styles from './file-drop.module.css';

interface FileDropProps {
  readonly file: File | undefined;
  readonly onFile: (file: File) => void;
  /** What to do, in place of "drop a file here". */
  readonly hint?: string;
}

/** A file by dragging it here, or by the dialog of the browser. */
export function FileDrop({ file, onFile, hint }: FileDropProps) {
  const t = useText();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const [first] = files ?? [];
    if (first !== undefined) onFile(first);
  };
  return (
    <label
      className={styles['drop']}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <input type="file" aria-label={t('images.chooseFile')} onChange={(event) => take(event.currentTarget.files)} />
      {file === undefined ? (
        <Text fw={600}>{hint ?? t('images.dropFile')}</Text>
      ) : (
        <Text fw={600} className={styles['name'] ?? ''}>
          {file.name}, {bytes(file.size)}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('images.formats')}
      </Text>
    </label>
  );
}
