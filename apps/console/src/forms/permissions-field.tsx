import { Checkbox, Input } from '@mantine/core';
import { formatPermissions, parsePermissions, type Permissions, type Right } from '@skerry/domain';
import { useText } from '../i18n/i18n.ts';
import styles from './permissions-field.module.css';

const whom = ['owner', 'group', 'other'] as const satisfies readonly (keyof Permissions)[];
const rights = ['use', 'manage', 'admin'] as const satisfies readonly Right[];

/** What is no permissions gives no right to anybody: nothing is drawn that is not sent. */
const nothing = parsePermissions('---------') as Permissions;

interface PermissionsFieldProps {
  /** Nine characters. A form begins with those that the object has, or that a new one of its kind gets. */
  readonly value: string;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly onChange: (permissions: string) => void;
}

/** Who may do what with an object: three times three boxes instead of nine characters. */
export function PermissionsField({ value, error, hint, onChange }: PermissionsFieldProps) {
  const t = useText();
  const permissions = parsePermissions(value) ?? nothing;
  const set = (who: keyof Permissions, right: Right, allowed: boolean) =>
    onChange(formatPermissions({ ...permissions, [who]: { ...permissions[who], [right]: allowed } }));
  return (
    <Input.Wrapper
      label={t('catalogue.permissions')}
      description={hint}
      error={error}
      labelElement="div"
      role="group"
      aria-label={t('catalogue.permissions')}
      data-wrong={error !== undefined}
    >
      <table className={styles['grid']}>
        <thead>
          <tr>
            <td />
            {rights.map((right) => (
              <th key={right} scope="col">
                {t(`catalogue.rights.${right}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {whom.map((who) => (
            <tr key={who}>
              <th scope="row">{t(`catalogue.whom.${who}`)}</th>
              {rights.map((right) => (
                <td key={right}>
                  <Checkbox
                    size="md"
                    aria-label={`${t(`catalogue.whom.${who}`)}: ${t(`catalogue.rights.${right}`)}`}
                    checked={permissions[who][right]}
                    onChange={(event) => set(who, right, event.currentTarget.checked)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Input.Wrapper>
  );
}
