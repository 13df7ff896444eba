/** What a person reads of records that were set aside at a start; `whose` store it is: "the front-end". */
export const unreadableSentence = (records: number, whose: string): string =>
  records === 1
    ? `The state of ${whose} holds 1 record that could not be read and was set aside, under "/unreadable/".`
    : `The state of ${whose} holds ${records} records that could not be read and were set aside, under "/unreadable/".`;
