/** The guest's screen as a page shows it. */
import type { Page } from 'playwright-core';

export const screen = (page: Page) => page.getByRole('application', { name: 'Display' }).locator('canvas').last();

/** The colour in its corner; black while nothing is drawn. */
export const sky = (page: Page): Promise<string> => screen(page).evaluate(pixel);

export const isBlack = (colour: string): boolean => colour.startsWith('0 0 0');

function pixel(canvas: unknown): string {
  type Canvas = { getContext(kind: '2d'): { getImageData(...at: number[]): { data: Iterable<number> } } };
  return [...(canvas as Canvas).getContext('2d').getImageData(4, 4, 1, 1).data].join(' ');
}
