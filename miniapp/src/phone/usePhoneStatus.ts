import { useSystemStatus } from '../session/useSystemStatus.js';

/** Live events keep it fresh; asking often would cost a phone's battery. */
export const usePhoneStatus = () => useSystemStatus(30_000);
