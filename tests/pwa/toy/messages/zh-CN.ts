/** 玩具的字。 */
export const toy = {
  button: '玩具',
  title: (colour: string) => `${colour}的玩具`,
  seen: '看见了',
  waiting: (count: number) => `玩具 ${count} 个`,
};
