/** Whether the server still knows who this is. */
export const session = $state({ expired: false });
