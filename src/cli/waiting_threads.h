#pragma once

namespace dragoman {

/// Has OpenMP's threads fall asleep soon where they wait for one another. GNU's runtime has them
/// spin for milliseconds, so that beside one other busy program an update may take a hundred times
/// as long. It reads the setting from the environment as the program is loaded, which is why the
/// program starts itself anew; unless the user has set OMP_WAIT_POLICY or GOMP_SPINCOUNT.
void let_waiting_threads_sleep(char** arguments);

}  // namespace dragoman
