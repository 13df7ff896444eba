/** What in a form is marked as wrong. Libraries mark a field itself; a group of fields marks its frame. */
const marked = '[aria-invalid=true], input[data-error], textarea[data-error], [data-wrong=true] :is(input, button)';

/**
 * Brings the first wrong field of a form in sight and gives it the focus; the note of the form where no field is marked.
 * True: a field was found.
 */
export function showFirstWrong(form: ParentNode): boolean {
  // What is folded away cannot be shown.
  for (const fold of form.querySelectorAll('details')) if (fold.querySelector(marked) !== null) fold.open = true;
  const fields = [...form.querySelectorAll<HTMLElement>(marked)];
  const field = fields.find((one) => one.tabIndex >= 0 && one.offsetParent !== null);
  const place = field ?? form.querySelector<HTMLElement>('[data-form-note]');
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: field === undefined ? 'nearest' : 'center' });
  return field !== undefined;
}
