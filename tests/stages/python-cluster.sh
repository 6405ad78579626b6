# Scoring inside other engines: Spark in local mode with two workers, Ray on this machine, Dask, Polars, DuckDB. Uses the
# wheel of python-binding.sh; Spark needs Java.
stage "Python: Spark, Ray, Dask, Polars, DuckDB"

python_cluster() {
  python_wheel
  need_java
  say "installing the tools of bindings/python/requirements-cluster.txt"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r bindings/python/requirements-cluster.txt
  mkdir -p target/spark
  # A machine may not know its own name, or have another Spark.
  env -u SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost MILEPOST_INSTALLED=all \
    PYSPARK_PYTHON="$VENV/bin/python" PYSPARK_DRIVER_PYTHON="$VENV/bin/python" \
    "$VENV/bin/python" -m pytest -q -p no:cacheprovider --basetemp=target/spark/tests \
    bindings/python/tests/test_ext.py bindings/python/tests/test_ray.py bindings/python/tests/test_spark.py
}

python_cluster
