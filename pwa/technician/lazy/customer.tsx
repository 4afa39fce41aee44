/** Loads when the phone is given to the customer: everything they see, and nothing of the technician's. */
export { mount } from '../customer-mode/CustomerMode.tsx';
