/** Pieces of an upload: PUT takes one, HEAD says how much is here. Beside the table of routes, for who needs no schema. */
export const uploadPath = '/v1/images/:id/content';
