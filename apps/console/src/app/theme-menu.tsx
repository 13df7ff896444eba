import { Menu, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useText } from '../i18n/i18n.ts';
import { CheckIcon } from '../icons/check.tsx';
import { ContrastIcon } from '../icons/contrast.tsx';
import { MoonIcon } from '../icons/moon.tsx';
import { SunIcon } from '../icons/sun.tsx';

/** The part of the account menu that switches the theme. */
export function ThemeItems() {
  const t = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choices: readonly (readonly [MantineColorScheme, string, typeof SunIcon])[] = [
    ['auto', t('shell.themeAuto'), ContrastIcon],
    ['light', t('shell.themeLight'), SunIcon],
    ['dark', t('shell.themeDark'), MoonIcon],
  ];
  return (
    <>
      <Menu.Label>{t('shell.theme')}</Menu.Label>
      {choices.map(([scheme, label, Icon]) => (
        <Menu.Item
          key={scheme}
          leftSection={<Icon />}
          rightSection={colorScheme === scheme ? <CheckIcon size={16} /> : null}
          role="menuitemradio"
          aria-checked={colorScheme === scheme}
          onClick={() => setColorScheme(scheme)}
        >
          {label}
        </Menu.Item>
      ))}
    </>
  );
}
