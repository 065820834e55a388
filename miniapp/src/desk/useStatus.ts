import { useSystemStatus } from '../session/useSystemStatus.js';

/** A desk is open all day: what is out of reach is said soon. */
export const useStatus = () => useSystemStatus(10_000);
