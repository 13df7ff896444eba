import { Progress, Text } from '@mantine/core';
import type { ObjectOf } from '../../api/kinds.ts';
import { span } from '../../format/time.ts';
import { bytes, percent } from '../../format/units.ts';
import { text } from '../../i18n/i18n.ts';
import { useLiveImage } from './use-live-image.ts';

type Image = ObjectOf<'image'>;

/** Steps whose bytes say something. */
const counted: ReadonlySet<string> = new Set(['uploading', 'fetching', 'making']);

/** How far an import is: what it does, how much of it is done, how fast, how long still. */
export function ImportProgress({ image, compact = false }: { readonly image: Image; readonly compact?: boolean }) {
  const { progress } = useLiveImage(image);
  if (progress === undefined) return null;
  const { step, of } = progress;
  const known = counted.has(step) && of !== undefined && of > 0;
  const fraction = known ? Math.min(1, progress.bytes / of) : undefined;
  const label = text(`images.steps.${step}`);
  return (
    <div>
      <Text size={compact ? 'xs' : 'sm'}>
        {label}
        {counted.has(step) ? (
          <span className="number"> {compact && fraction !== undefined ? percent(fraction) : amounts(progress)}</span>
        ) : null}
      </Text>
      <Progress
        value={fraction === undefined ? 100 : fraction * 100}
        animated={fraction === undefined}
        size={compact ? 4 : 8}
        mt={4}
        aria-label={label}
      />
    </div>
  );
}

function amounts({ bytes: done, of, bytesPerSecond, secondsLeft }: NonNullable<Image['progress']>) {
  const far = of === undefined ? bytes(done) : text('images.doneOf', { done: bytes(done), of: bytes(of) });
  const rate = bytesPerSecond ? [text('images.rate', { rate: bytes(bytesPerSecond) })] : [];
  const left = secondsLeft === undefined ? [] : [text('images.left', { time: span(secondsLeft) })];
  return [far, ...rate, ...left].join(' · ');
}
