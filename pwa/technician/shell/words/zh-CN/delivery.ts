/** … */
export const delivery = {};
