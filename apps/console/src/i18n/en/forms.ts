export const forms = {
  required: 'This is needed.',
  fix_one: 'One field needs another look.',
  fix_other: '{{count}} fields need another look.',
  optional: 'optional',
  addLabel: 'Add a label',
  labelKey: 'Key',
  labelValue: 'Value',
  removeLabel: 'Remove the label {{key}}',
  labels: 'Labels',
  typeToConfirm: 'Type {{text}} to confirm',
  noJson: 'This is not JSON: {{why}}',
  loses: 'What is lost',
};
