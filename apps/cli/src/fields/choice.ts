import { didYouMean } from '@skerry/kit';
import { InvalidArgumentError, Option } from 'commander';

/** An option that takes one of some words; another is answered with the nearest of them. */
export function choiceOption(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices([...values]).argParser((text) => {
    if (values.includes(text)) return text;
    const hint = didYouMean(text, values);
    throw new InvalidArgumentError(`${hint === undefined ? '' : `${hint} `}Use one of: ${values.join(', ')}.`);
  });
}
