import { Button, Text } from '@mantine/core';
import { type ContextGiven, type UserDataKind, userDataBytes, userDataKind } from '@skerry/domain';
import { bytes } from '../format/units.ts';
import { text, useText } from '../i18n/i18n.ts';
import { saveFile } from './save-file.ts';
import { Disclosure, Verbatim } from './disclosure.tsx';
import styles from './user-data.module.css';

/** What people, and their editors, know such a file by. */
const endings: Readonly<Record<UserDataKind, string>> = {
  nothing: '.txt',
  gzip: '.gz',
  binary: '.bin',
  'cloud-config': '.yaml',
  script: '.sh',
  multipart: '.mime',
  include: '.txt',
  text: '.txt',
};

/** Its kind and size: "cloud-config, 1.2 KiB". */
export const userDataLine = (data: Uint8Array): string =>
  text('userData.line', { kind: text(`userData.kinds.${userDataKind(data)}`), size: bytes(data.length) });

interface UserDataProps {
  readonly context: ContextGiven;
  /** Of the object that has it: the file is called after it. */
  readonly name: string;
}

/** User data to read and to save, whatever it is. */
export function UserData({ context, name }: UserDataProps) {
  const t = useText();
  const data = userDataBytes(context);
  if (data.length === 0) return <Text c="dimmed">{t('userData.none')}</Text>;
  const file = `${name}-user-data${endings[userDataKind(data)]}`;
  return (
    <div className={styles['data']}>
      <span className={styles['line']}>
        {userDataLine(data)}
        <Button size="compact-sm" variant="default" onClick={() => saveFile(file, data)}>
          {t('userData.save')}
        </Button>
      </span>
      {context.userDataBase64 == null ? (
        <Disclosure label={t('userData.show')}>
          <Verbatim>{context.userData ?? ''}</Verbatim>
        </Disclosure>
      ) : null}
    </div>
  );
}
