import type { JSX } from 'react';
export function WhyDrawer(): JSX.Element | null { return null; }
