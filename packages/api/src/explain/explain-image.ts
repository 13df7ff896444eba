import { type Image, importStepWords, isReady } from '@skerry/domain';
import { assertNever } from '@skerry/kit';
import type { Cloud } from '../cloud.ts';
import { imageState } from '../views/image-view.ts';
import type { Why } from './why.ts';

const fact = (name: string, value: string | number) => ({ name, value: String(value) });

/** Why an image can be used or not, and where it came from. */
export function explainImage(image: Image, cloud: Cloud): Why {
  const { name, origin, digest, fileBytes, sizeMiB } = image;
  const came = origin?.pinned ?? origin?.reference ?? origin?.url;
  const facts = [
    ...(digest === undefined ? [] : [fact('digest', digest)]),
    ...(fileBytes === undefined ? [] : [fact('file bytes', fileBytes)]),
    ...(sizeMiB === undefined ? [] : [fact('virtual MiB', sizeMiB)]),
    ...(came === undefined ? [] : [fact('came from', came)]),
    ...(origin?.version === undefined ? [] : [fact('version', origin.version)]),
  ];
  const state = imageState(image, cloud);
  switch (state) {
    case 'ready':
      return { summary: `The image "${name}" can be used.`, facts, reasons: [...(origin?.warnings ?? [])] };
    case 'importing': {
      const step = cloud.imports?.progressOf(image.id)?.step ?? 'waiting';
      return {
        summary: `The image "${name}" is imported: it ${importStepWords[step]}.`,
        facts,
        next: [
          step === 'uploading' ? `Send the rest: skerry image upload FILE ${name}.` : 'Wait; it goes on by itself.',
          'Whoever deletes it ends the import.',
        ],
      };
    }
    case 'failed': {
      const { message = 'The import failed.', hint } = image.import?.failure ?? {};
      return {
        summary: `The image "${name}" could not be imported.`,
        facts,
        reasons: [message],
        next: [...(hint === undefined ? [] : [hint]), `Try it again: skerry image retry ${name}.`],
      };
    }
    case 'missing':
      return { facts, ...missing(image, cloud) };
    default:
      return assertNever(state);
  }
}

function missing(image: Image, { model, images }: Cloud): Pick<Why, 'summary' | 'reasons' | 'next'> {
  const datastore = model.get('datastore', image.datastoreId);
  const aside = datastore && isReady(image) ? images.asideOf(datastore.path, image.digest) : undefined;
  const changed = aside === undefined ? [] : [`Its file was changed in the datastore and was set aside as ${aside}.`];
  return {
    summary: `The file of the image "${image.name}" is not in its datastore.`,
    reasons: [...changed, 'Hosts that have it already can still use it; others cannot fetch it.'],
    next: ['Put the file back, or register it again from its source.'],
  };
}
