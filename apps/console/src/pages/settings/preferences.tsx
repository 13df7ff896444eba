import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { choices, type Preferences, preferences, setPreference } from '../../api/preferences.ts';
import { useText } from '../../i18n/i18n.ts';
import styles from './preferences.module.css';

const pageTitles = {
  '/': 'overview.title',
  '/instances': 'instances.title',
  '/hosts': 'hosts.title',
  '/clusters': 'clusters.title',
} as const satisfies Record<Preferences['startPage'], string>;

/** The choices of this browser, each as one row of buttons. */
export function PreferenceChoices() {
  const t = useText();
  return (
    <Stack gap="md" mt="md">
      <Choice
        name="zone"
        label={t('settings.zone')}
        words={choices.zone.map((value) => t(`settings.zones.${value}`))}
      />
      <Choice
        name="density"
        label={t('settings.density')}
        words={choices.density.map((value) => t(`settings.densities.${value}`))}
      />
      <Choice
        name="startPage"
        label={t('settings.startPage')}
        words={choices.startPage.map((value) => t(pageTitles[value]))}
      />
    </Stack>
  );
}

interface ChoiceProps {
  readonly name: keyof Preferences;
  readonly label: string;
  /** In the order of the choices. */
  readonly words: readonly string[];
}

function Choice({ name, label, words }: ChoiceProps) {
  const id = useId();
  return (
    <div>
      <Text size="sm" mb={4} id={id}>
        {label}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        classNames={{ label: styles['label'] ?? '' }}
        value={preferences[name]}
        onChange={(value) => setPreference({ [name]: value })}
        data={choices[name].map((value, i) => ({ value, label: words[i] ?? value }))}
      />
    </div>
  );
}
