/** The organisation and the technician of the engine's tests. */

export const ORGANISATION = {
  id: '01980000-0000-7000-8000-000000000001',
  name: '北城宽带',
  time_zone: 'Asia/Shanghai',
  hotline: '400 000 0000',
};
export const PERSON = {
  id: '01980000-0000-7000-8000-000000000002',
  name: '周师傅',
  language: 'zh-CN' as const,
  roles: ['technician'],
  badge: '0817',
};
