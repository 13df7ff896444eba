import type { User } from '../api/kinds.ts';
import { useText } from '../i18n/i18n.ts';
import { To } from '../ui/to.tsx';
import type { PageEntry } from './page-entry.ts';
import styles from './shell.module.css';
import { usePathname } from './use-route.ts';

const groups = ['cloud', 'catalogue', 'people'] as const;

/** What this person has use for. */
export const offered = (entries: readonly PageEntry[], user: User | undefined): PageEntry[] =>
  entries.filter((entry) => entry.administratorsOnly !== true || user?.administrator === true);

interface NavigationProps {
  readonly entries: readonly PageEntry[];
  readonly onGo: () => void;
}

export function Navigation({ entries, onGo }: NavigationProps) {
  const t = useText();
  const pathname = usePathname();
  return (
    <div className={styles['nav']}>
      {groups.map((group) => {
        const inGroup = entries.filter((entry) => entry.nav === group);
        if (inGroup.length === 0) return null;
        return (
          <div key={group} className={styles['navGroup']}>
            <div className={styles['navTitle']} id={`nav-${group}`}>
              {t(`shell.groups.${group}`)}
            </div>
            <ul aria-labelledby={`nav-${group}`}>
              {inGroup.map(({ path, title, icon: Icon }) => {
                const active = path === '/' ? pathname === '/' : pathname.startsWith(path);
                return (
                  <li key={path}>
                    <To to={path} className={styles['navLink']} aria-current={active ? 'page' : undefined} onGo={onGo}>
                      {Icon === undefined ? null : <Icon />}
                      <span>{title()}</span>
                    </To>
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </div>
  );
}
