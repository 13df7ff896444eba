import { commandLineOf } from '@skerry/domain';
import type { Instance } from '../../../api/kinds.ts';
import { useText } from '../../../i18n/i18n.ts';
import { Facts } from '../../../ui/facts.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { When } from '../../../ui/when.tsx';

/** What it runs and how that ended last; nothing of what boots its own init. */
export function ApplicationFacts({ instance }: { readonly instance: Instance }) {
  const t = useText();
  const { application, observed } = instance;
  if (application === undefined) return null;
  const { entrypoint, command, user, workingDirectory, restart, mostRestarts } = application;
  const policy = t(`objects.restarts.${restart}`);
  return (
    <Panel title={t('instances.createPage.application')}>
      <Facts
        rows={[
          [t('instances.program'), <code key="program">{commandLineOf([...entrypoint, ...command])}</code>],
          [t('instances.runsAs'), user ?? 'root'],
          [t('instances.workingDirectory'), <code key="directory">{workingDirectory}</code>],
          [
            t('instances.restart'),
            mostRestarts === undefined ? policy : t('instances.restartAtMost', { policy, count: mostRestarts }),
          ],
          [t('instances.health'), observed?.health === undefined ? undefined : t(`objects.healths.${observed.health}`)],
          [t('instances.exit'), observed?.exit === undefined ? undefined : <Ended key="exit" exit={observed.exit} />],
          [t('instances.restarts'), observed?.restarts],
          [
            t('instances.nextStart'),
            observed?.nextStartAt === undefined ? undefined : <When key="next" at={observed.nextStartAt} />,
          ],
        ]}
      />
    </Panel>
  );
}

type Exit = NonNullable<NonNullable<Instance['observed']>['exit']>;

function Ended({ exit: { at, status, signal } }: { readonly exit: Exit }) {
  const t = useText();
  const how =
    status !== undefined
      ? t('instances.exitStatus', { status })
      : signal === undefined
        ? t('instances.exitUnknown')
        : t('instances.exitSignal', { signal });
  return (
    <>
      {how}, <When at={at} />
    </>
  );
}
