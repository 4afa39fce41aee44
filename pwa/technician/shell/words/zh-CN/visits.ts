/** 一单从头到尾：到门口、没人应门、作业、怎么说、完成。 */
export const visits = {
  parts: (done: number, all: number) => `全程\u00a0${done}/${all}`,
};
