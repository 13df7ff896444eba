/** Of this build; the same number as in package.json. */
export const version = '0.1.0';
