import { Empty } from '../ui/empty.tsx';
import { To } from '../ui/to.tsx';
import { useText } from '../i18n/i18n.ts';

export function NotFound() {
  const t = useText();
  return (
    <>
      <h1 className="hidden-text">{t('shell.notFoundTitle')}</h1>
      <Empty
        title={t('shell.notFoundTitle')}
        hint={t('shell.notFoundHint')}
        action={<To to="/">{t('shell.toOverview')}</To>}
      />
    </>
  );
}
