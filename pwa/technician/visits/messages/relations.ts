/** How a signer stands to the customer, in both languages: the one table, for the technician's pages and for the customer's own. */
export const relations = {
  'zh-CN': {
    self: '本人',
    family: '家人',
    tenant: '租客',
    property: '物业人员',
    neighbour: '邻居',
    other: '其他成年人',
  },
  en: {
    self: 'The customer',
    family: 'Family',
    tenant: 'Tenant',
    property: 'Property staff',
    neighbour: 'Neighbour',
    other: 'Another adult',
  },
};
