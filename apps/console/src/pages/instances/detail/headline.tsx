import { Button, CopyButton, UnstyledButton } from '@mantine/core';
import type { Instance } from '../../../api/kinds.ts';
import { useText } from '../../../i18n/i18n.ts';
import { ClipboardIcon } from '../../../icons/clipboard.tsx';
import { TerminalIcon } from '../../../icons/terminal.tsx';
import styles from './headline.module.css';

/** Under the name: why it is in its state, where it is reached, and what it is for. */
export function Headline({ instance: { stateReason, nics, description } }: { readonly instance: Instance }) {
  const t = useText();
  const addresses = nics.flatMap(({ address }) => address ?? []);
  return (
    <div className={styles['headline']}>
      <span>{stateReason}</span>
      {addresses.length === 0 ? null : (
        <span className={styles['addresses']}>
          {addresses.map((address) => (
            <CopyButton key={address} value={address}>
              {({ copied, copy }) => (
                <UnstyledButton
                  className={styles['address'] ?? ''}
                  onClick={copy}
                  aria-label={t('instances.addressCopy', { address })}
                >
                  <span className="number">{address}</span>
                  <ClipboardIcon size={14} />
                  <span role="status">{copied ? t('instances.addressCopied') : ''}</span>
                </UnstyledButton>
              )}
            </CopyButton>
          ))}
        </span>
      )}
      {description === undefined ? null : <span className={styles['description']}>{description}</span>}
    </div>
  );
}

/** The way to its consoles from every tab. */
export function ConsoleButton({ onClick }: { readonly onClick: () => void }) {
  const t = useText();
  return (
    <Button variant="default" leftSection={<TerminalIcon size={16} />} onClick={onClick}>
      {t('instances.openConsole')}
    </Button>
  );
}
