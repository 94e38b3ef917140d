#pragma once

namespace meniscus {

/// From now on the first SIGINT or SIGTERM asks for a clean end, the second ends at once.
void watch_for_stop_signals();

/// Whether a clean end was asked for.
bool stop_is_requested();

}  // namespace meniscus
