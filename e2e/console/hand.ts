/** What a person does on every page, by roles and names. */
import type { Locator, Page } from 'playwright-core';

/** The row of a table whose link has this name. */
export const row = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

/** Opens a choice and takes one. */
export async function choose(within: Page | Locator, label: string, option: string): Promise<void> {
  await within.getByRole('combobox', { name: label, exact: true }).click();
  const page = 'page' in within ? within.page() : within;
  await page.getByRole('option', { name: option, exact: true }).click();
}

export const fill = (within: Page | Locator, label: string, text: string): Promise<void> =>
  within.getByRole('textbox', { name: label, exact: true }).fill(text);

/** Gives a size in a unit. */
export async function size(within: Page | Locator, label: string, amount: number, unit: string): Promise<void> {
  await within.getByRole('combobox', { name: `Unit of ${label}`, exact: true }).selectOption(unit);
  await fill(within, label, String(amount));
}

export const press = (within: Page | Locator, name: string): Promise<void> =>
  within.getByRole('button', { name, exact: true }).click();

export const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name, exact: true });

/** Answers a question with yes; `typed` is what it wants written first. */
export async function agree(page: Page, question: string, button: string, typed?: string): Promise<void> {
  const asked = dialog(page, question);
  if (typed !== undefined) await fill(asked, `Type ${typed} to confirm`, typed);
  await press(asked, button);
}

/** Closes a dialog that only tells, with the button below: there is nothing to take back, so nothing to cancel. */
export async function close(told: Locator): Promise<void> {
  await press(told.locator('form'), 'Close');
  await told.waitFor({ state: 'detached' });
}

export const sees = (page: Page | Locator, text: string | RegExp): Promise<void> =>
  page.getByText(text).first().waitFor();

export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

export const state = (page: Page, name: string, wanted: string): Promise<void> =>
  row(page, name).getByRole('cell', { name: wanted, exact: true }).waitFor();

/** Takes one of a few choices that lie side by side. */
export const pick = (page: Page, group: string, name: string): Promise<void> =>
  page.getByRole('radiogroup', { name: group }).getByText(name, { exact: true }).click();
