import { api, unwrap } from "$lib/api/client";

/** How many notifications are unread. One tab of the browser asks, and tells the others. */
const LEADER = "argus_notification_leader";
const CHANNEL = "argus_notifications";
const EVERY_MS = 60_000;

class Unread {
  count = $state(0);
  readonly #channel = new BroadcastChannel(CHANNEL);

  /** Begin to listen, and to ask whenever this tab is the one that asks. */
  start(): void {
    this.#channel.onmessage = (message: MessageEvent<{ unreadCount?: number }>) => {
      if (typeof message.data.unreadCount === "number") this.count = message.data.unreadCount;
    };
    void this.refresh();
    void navigator.locks?.request(LEADER, () => this.#lead());
  }

  /** Ask now, for instance after a notification was read. */
  async refresh(): Promise<void> {
    try {
      this.count = Number(await unwrap(api.GET("/api/v1/notifications/get_unread")));
      this.#channel.postMessage({ unreadCount: this.count });
    } catch {
      // The badge keeps the last number; the next round asks again.
    }
  }

  #lead(): Promise<never> {
    window.setInterval(() => {
      if (!document.hidden) void this.refresh();
    }, EVERY_MS);
    return new Promise<never>(() => undefined);
  }
}

export const unread = new Unread();
