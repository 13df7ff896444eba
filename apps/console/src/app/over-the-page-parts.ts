/** Together, because they are loaded together: four pieces would be four times as many requests. */
export { FormHost } from '../forms/form-host.tsx';
export { ConfirmHost } from '../ui/confirm-host.tsx';
export { HelpSheet } from './help-sheet.tsx';
