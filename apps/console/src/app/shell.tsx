/** The frame around every page: header, navigation, palette, help, banner, and what is under way. */
import { AppShell, Burger, Kbd } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { ActivityButton } from '../activity/activity-button.tsx';
import { Toasts } from '../activity/toasts.tsx';
import { linkState } from '../api/live.ts';
import { useMe } from '../api/session.ts';
import { useSignal } from '../api/signal.ts';
import { useText } from '../i18n/i18n.ts';
import { Mark } from '../icons/mark.tsx';
import { OfflineIcon } from '../icons/offline.tsx';
import { SearchIcon } from '../icons/search.tsx';
import { openedForm } from '../forms/open-form.ts';
import { asked } from '../ui/confirm.ts';
import { To } from '../ui/to.tsx';
import { AccountMenu } from './account-menu.tsx';
import { FocusBack } from './focus-back.tsx';
import { Navigation, offered } from './navigation.tsx';
import type { PageEntry } from './page-entry.ts';
import styles from './shell.module.css';
import { SiteBanner } from './site-banner.tsx';
import { ConfirmHost, FormHost, HelpSheet, usePreload } from './over-the-page.tsx';
import { Palette } from './palette.tsx';
import { useShortcuts } from './shortcuts.ts';
import { useGo, usePathname } from './use-route.ts';

export function Shell({
  entries: all,
  children,
}: {
  readonly entries: readonly PageEntry[];
  readonly children: ReactNode;
}) {
  const t = useText();
  const go = useGo();
  const me = useMe();
  const entries = useMemo(() => offered(all, me), [all, me]);
  const [navOpened, nav] = useDisclosure();
  const [paletteOpened, palette] = useDisclosure();
  const [helpOpened, help] = useDisclosure();
  const question = useSignal(asked) !== undefined;
  const form = useSignal(openedForm) !== undefined;
  usePreload();

  useShortcuts([
    { keys: ['?'], run: help.open },
    { keys: ['/'], run: () => focusPageSearch() || palette.open() },
    ...entries.flatMap(({ key, path }) => (key === undefined ? [] : [{ keys: ['g', key], run: () => go(path) }])),
  ]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k' || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      palette.toggle();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [palette]);

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !navOpened } }}
      padding={0}
      withBorder={false}
    >
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <AppShell.Header>
        <div className={styles['header']}>
          <Burger
            opened={navOpened}
            onClick={nav.toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={navOpened ? t('shell.closeNavigation') : t('shell.openNavigation')}
          />
          <To to="/" className={styles['brand']}>
            <Mark />
            <span>{t('shell.product')}</span>
          </To>
          <button type="button" className={styles['searchButton']} onClick={palette.open} aria-keyshortcuts="Control+K">
            <SearchIcon size={16} />
            <span className={styles['searchText']}>{t('shell.search')}</span>
            <Kbd size="xs" visibleFrom="sm">
              Ctrl K
            </Kbd>
          </button>
          <div className={styles['tools']}>
            <ActivityButton />
            <AccountMenu onHelp={help.open} />
          </div>
        </div>
      </AppShell.Header>
      <AppShell.Navbar
        aria-label={t('shell.navigation')}
        className={styles['navBar'] ?? ''}
        data-opened={navOpened || undefined}
      >
        <Navigation entries={entries} onGo={nav.close} />
      </AppShell.Navbar>
      <AppShell.Main className={styles['main'] ?? ''}>
        <Banner />
        <SiteBanner />
        <Content>{children}</Content>
      </AppShell.Main>
      {paletteOpened ? (
        <FocusBack>
          <Palette entries={entries} opened onClose={palette.close} />
        </FocusBack>
      ) : null}
      {helpOpened ? (
        <FocusBack>
          <HelpSheet entries={entries} opened onClose={help.close} />
        </FocusBack>
      ) : null}
      {question ? (
        <FocusBack>
          <ConfirmHost />
        </FocusBack>
      ) : null}
      {form ? (
        <FocusBack>
          <FormHost />
        </FocusBack>
      ) : null}
      <Toasts />
    </AppShell>
  );
}

/** Moves the focus to the content of a new page, so that screen readers and Tab begin there. */
function Content({ children }: { readonly children: ReactNode }) {
  const pathname = usePathname();
  const place = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else place.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <div id="content" ref={place} tabIndex={-1} className={styles['content']} style={{ outline: 'none' }}>
      {children}
    </div>
  );
}

function Banner() {
  const t = useText();
  const state = useSignal(linkState);
  return (
    <div role="status">
      {state === 'lost' ? (
        <div className={styles['banner']}>
          <OfflineIcon />
          <span>{t('shell.lost')}</span>
        </div>
      ) : null}
    </div>
  );
}

/** True when this page has a search of its own. */
function focusPageSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-page-search]');
  field?.focus();
  field?.select();
  return field !== null;
}
